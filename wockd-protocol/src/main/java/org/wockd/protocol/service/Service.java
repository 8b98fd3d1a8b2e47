package org.wockd.protocol.service;

/**
 * What a process does, apart from what every process does: {@link ServiceMain} runs it.
 *
 * @param <C> the mapping that holds its configuration
 */
public interface Service<C extends ServiceConfig> {

    /** Its name in file names, threads and logs, such as {@code core}. */
    String name();

    /** The interface whose methods are its configuration keys. */
    Class<C> configuration();

    /**
     * Starts the parts, registering with the frame how each is stopped right after it has started.
     *
     * <p>When it returns, every listener is bound. When it throws, what has been registered is stopped and the process ends:
     * with the text of a {@link StartException}, which {@link Frame#cannotListen} helps to make.
     */
    void start(C config, Frame frame) throws Exception;
}
