package org.wockd.protocol.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Tells the operator what a configuration key is; shown in the example file and in the text about a mistake. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Doc {
    /** What it is, its unit, and what is allowed: one or two sentences. */
    String value();

    /** A value to show in the example file for a key that has no default. */
    String example() default "";
}
