package org.wockd.bench.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.wockd.bench.curve.Curve.Growth;
import org.wockd.bench.curve.Curve.Point;

class FitTest {
    private static List<Point> points(LongToDoubleFunction cost) {
        return LongStream.of(10, 100, 1_000, 10_000)
                .mapToObj(n -> new Point(n, cost.applyAsDouble(n)))
                .toList();
    }

    @Test
    void aPowerIsFound() {
        assertThat(Fit.of(points(n -> 7 * n), Growth.ALL).exponent()).isCloseTo(1, within(1e-9));
        assertThat(Fit.of(points(n -> 0.2 * n * n), Growth.ALL).exponent()).isCloseTo(2, within(1e-9));
        assertThat(Fit.of(points(_ -> 42), Growth.ALL).exponent()).isCloseTo(0, within(1e-9));
    }

    @Test
    void theCostOfEachMakesATotal() {
        assertThat(Fit.of(points(_ -> 42), Growth.EACH).exponent()).isCloseTo(1, within(1e-9));
        assertThat(Fit.of(points(n -> n), Growth.EACH).exponent()).isCloseTo(2, within(1e-9));
    }

    @Test
    void upToNLogNIsAllowed() {
        assertThat(Fit.of(points(_ -> 42), Growth.EACH).holds()).isTrue();
        assertThat(Fit.of(points(Math::log), Growth.EACH).holds()).isTrue();
        assertThat(Fit.of(points(n -> n * Math.log((double) n)), Growth.ALL).holds())
                .isTrue();
        assertThat(Fit.of(points(n -> Math.pow((double) n, 0.4)), Growth.EACH).holds())
                .isFalse();
        assertThat(Fit.of(points(n -> n * Math.sqrt((double) n)), Growth.ALL).holds())
                .isFalse();
    }

    @Test
    void whatOnlyTheEndShowsIsNotHiddenByTheBeginning() {
        Fit fit = Fit.of(points(n -> 10_000 + n * n / 1_000.0), Growth.EACH);

        assertThat(fit.exponent()).isLessThan(fit.last());
        assertThat(fit.holds()).isFalse();
    }

    @Test
    void onePointOrNothingHasNoLine() {
        assertThatThrownBy(() -> Fit.of(List.of(new Point(10, 1)), Growth.ALL))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fit.of(points(_ -> 0), Growth.ALL)).isInstanceOf(IllegalArgumentException.class);
    }
}
