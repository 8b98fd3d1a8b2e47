package org.wockd.core.command;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wockd.core.CoreConfig;
import org.wockd.core.store.Accounts;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.service.ConfigOption;
import org.wockd.protocol.service.ExitCode;
import org.wockd.protocol.service.StartException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wockd user}: the accounts. Works on the store itself, whether the core runs or not. */
@Command(name = "user", description = "Looks after the accounts.", mixinStandardHelpOptions = true)
final class UserCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(description = "Makes an account.", mixinStandardHelpOptions = true)
    int add(
            @Mixin ConfigOption config,
            @Parameters(paramLabel = "JID", description = "Such as alice@localhost.") String jid,
            @Option(
                            names = "--password-file",
                            paramLabel = "FILE",
                            description = "Its first line is the password. Without it, the password is asked for, or is"
                                    + " the first line of standard input.")
                    @Nullable
                    Path passwordFile) {
        CoreConfig configuration = config.load(CoreConfig.class);
        return StoreAccess.use(configuration, store -> {
            Jid account = store.operations().names().account(jid);
            store.operations().creation().create(account, password(passwordFile));
            out().println(account + " was made.");
        });
    }

    @Command(description = "Changes the password of an account.", mixinStandardHelpOptions = true)
    int password(
            @Mixin ConfigOption config,
            @Parameters(paramLabel = "JID") String jid,
            @Option(names = "--password-file", paramLabel = "FILE") @Nullable Path passwordFile) {
        CoreConfig configuration = config.load(CoreConfig.class);
        return StoreAccess.use(configuration, store -> {
            Jid account = store.operations().names().account(jid);
            store.operations().password().change(account, password(passwordFile));
            out().println("The password of " + account + " was changed.");
        });
    }

    @Command(description = "Deletes an account with all that is kept for it.", mixinStandardHelpOptions = true)
    int remove(@Mixin ConfigOption config, @Parameters(paramLabel = "JID") String jid) {
        CoreConfig configuration = config.load(CoreConfig.class);
        return StoreAccess.use(configuration, store -> {
            Jid account = store.operations().names().account(jid);
            store.operations().removal().remove(account, () -> out().println(account + " was removed."));
            RunningCore.of(configuration).endSessions(account);
        });
    }

    @Command(
            description = "Ends the streams of an account and lets nobody log in to it; all that is kept for it stays.",
            mixinStandardHelpOptions = true)
    int disable(@Mixin ConfigOption config, @Parameters(paramLabel = "JID") String jid) {
        CoreConfig configuration = config.load(CoreConfig.class);
        return StoreAccess.use(configuration, store -> {
            Jid account = store.operations().names().account(jid);
            store.operations().disabling().disable(account);
            RunningCore.of(configuration).endSessions(account);
            out().println(account + " was disabled.");
        });
    }

    @Command(description = "Lets who knows the password log in again.", mixinStandardHelpOptions = true)
    int enable(@Mixin ConfigOption config, @Parameters(paramLabel = "JID") String jid) {
        CoreConfig configuration = config.load(CoreConfig.class);
        return StoreAccess.use(configuration, store -> {
            Jid account = store.operations().names().account(jid);
            store.operations().disabling().enable(account);
            out().println(account + " can be used again.");
        });
    }

    @Command(
            description = "Lists the accounts, with when each was made and last used.",
            mixinStandardHelpOptions = true)
    int list(@Mixin ConfigOption config) {
        CoreConfig configuration = config.load(CoreConfig.class);
        return StoreAccess.use(
                configuration,
                store -> configuration
                        .hosts()
                        .forEach(host -> store.operations().list().forEach(host, this::print)));
    }

    private void print(Accounts.Account account) {
        Long login = account.lastLoginAt();
        out().printf(
                        Locale.ROOT,
                        "%s  made %s  last login %s%s%n",
                        account.jid(),
                        Instant.ofEpochMilli(account.createdAt()),
                        login == null ? "never" : Instant.ofEpochMilli(login),
                        account.isDisabled() ? "  disabled" : "");
    }

    @SuppressWarnings("SystemConsoleNull") // it is null in Java 25, where standard input is no terminal
    private static String password(@Nullable Path file) {
        try {
            if (file != null) {
                List<String> lines = Files.readAllLines(file);
                return lines.isEmpty() ? "" : lines.getFirst();
            }
            Console console = System.console();
            if (console != null && console.isTerminal()) {
                char[] typed = console.readPassword("Password: ");
                return typed == null ? "" : new String(typed);
            }
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new StartException(ExitCode.FILE, "The password cannot be read: " + e.getMessage());
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
