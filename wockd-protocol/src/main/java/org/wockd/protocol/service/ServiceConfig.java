package org.wockd.protocol.service;

import java.nio.file.Path;

/** The keys that every process has; the mapping of a process extends it. */
public interface ServiceConfig {

    @Doc(
            value = "The folder for everything the process keeps. Made when missing, readable for its user only.",
            example = "/var/lib/wockd")
    Path data();

    @Doc("What is logged, and how.")
    LogConfig log();

    @Doc("Health and metrics.")
    ManagementConfig management();
}
