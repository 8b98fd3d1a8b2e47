package org.wockd.core.command;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.wockd.core.Core;
import org.wockd.core.CoreConfig;
import org.wockd.core.auth.ScramSecrets;
import org.wockd.core.store.Accounts;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.StoreLimits;
import org.wockd.core.store.Stores;
import org.wockd.core.store.sql.SqlStores;
import org.wockd.protocol.jid.Jid;
import org.wockd.protocol.jid.JidException;
import org.wockd.protocol.service.ConfigOption;
import org.wockd.protocol.service.Database;
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
    private static final int PAGE = 200;

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
        Jid account = account(jid, configuration);
        Map<ScramKeys.Hash, ScramKeys> keys = keys(configuration, passwordFile);
        return withAccounts(configuration, accounts -> {
            if (!accounts.create(account, keys)) {
                throw new StartException(
                        ExitCode.USAGE,
                        account + " exists already. Use \"wockd user password\" to change its password.");
            }
            out().println(account + " was made.");
            return ExitCode.OK.number();
        });
    }

    @Command(description = "Changes the password of an account.", mixinStandardHelpOptions = true)
    int password(
            @Mixin ConfigOption config,
            @Parameters(paramLabel = "JID") String jid,
            @Option(names = "--password-file", paramLabel = "FILE") @Nullable Path passwordFile) {
        CoreConfig configuration = config.load(CoreConfig.class);
        Jid account = account(jid, configuration);
        Map<ScramKeys.Hash, ScramKeys> keys = keys(configuration, passwordFile);
        return withAccounts(configuration, accounts -> {
            if (!accounts.setKeys(account, keys)) {
                throw missing(account);
            }
            out().println("The password of " + account + " was changed.");
            return ExitCode.OK.number();
        });
    }

    @Command(description = "Deletes an account with its roster and its mailbox.", mixinStandardHelpOptions = true)
    int remove(@Mixin ConfigOption config, @Parameters(paramLabel = "JID") String jid) {
        CoreConfig configuration = config.load(CoreConfig.class);
        Jid account = account(jid, configuration);
        return withAccounts(configuration, accounts -> {
            if (!accounts.delete(account)) {
                throw missing(account);
            }
            out().println(account + " was removed.");
            return ExitCode.OK.number();
        });
    }

    @Command(
            description = "Lists the accounts, with when each was made and last used.",
            mixinStandardHelpOptions = true)
    int list(@Mixin ConfigOption config) {
        CoreConfig configuration = config.load(CoreConfig.class);
        return withAccounts(configuration, accounts -> {
            configuration.hosts().forEach(host -> list(accounts, host));
            return ExitCode.OK.number();
        });
    }

    private void list(Accounts accounts, String host) {
        String after = null;
        List<Accounts.Account> page;
        do {
            page = accounts.list(host, after, PAGE);
            for (Accounts.Account account : page) {
                Long login = account.lastLoginAt();
                out().printf(
                                Locale.ROOT,
                                "%s  made %s  last login %s%n",
                                account.jid(),
                                Instant.ofEpochMilli(account.createdAt()),
                                login == null ? "never" : Instant.ofEpochMilli(login));
                after = account.jid().local();
            }
        } while (page.size() == PAGE);
    }

    private static Jid account(String text, CoreConfig configuration) {
        try {
            Jid jid = Jid.parse(text);
            if (jid.local() != null
                    && jid.resource() == null
                    && configuration.hosts().contains(jid.domain())) {
                return jid;
            }
            throw new StartException(
                    ExitCode.USAGE,
                    "\"" + text + "\" is not an account of this server. Give a name at one of its hosts: NAME@"
                            + String.join(", NAME@", configuration.hosts()) + ".");
        } catch (JidException e) {
            throw new StartException(ExitCode.USAGE, "\"" + text + "\" is not an address: " + e.getMessage());
        }
    }

    private Map<ScramKeys.Hash, ScramKeys> keys(CoreConfig configuration, @Nullable Path file) {
        String password = password(file);
        if (password.isEmpty()) {
            throw new StartException(ExitCode.USAGE, "The password is empty. Choose a longer one.");
        }
        try {
            return ScramSecrets.deriveAll(password, configuration.login().iterations());
        } catch (IllegalArgumentException e) {
            throw new StartException(ExitCode.USAGE, "This password cannot be used: " + e.getMessage());
        }
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

    private static int withAccounts(CoreConfig configuration, ToIntFunction<Accounts> use) {
        try (Database database =
                        Database.open(Core.storeUrl(configuration), SqlStores.MIGRATIONS, new SimpleMeterRegistry());
                Stores stores = SqlStores.open(
                        database.jdbi(), StoreLimits.defaults(), InstantSource.system(), new SimpleMeterRegistry())) {
            return use.applyAsInt(stores.accounts());
        }
    }

    private static StartException missing(Jid account) {
        return new StartException(
                ExitCode.USAGE, "There is no account " + account + ". \"wockd user list\" shows all.");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
