package io.straightway.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** Whether somebody is watching. */
final class Terminal {
    private Terminal() {}

    /** Whether output goes to a terminal. From Java 22 on there is a console also where there is none, and it must be asked. */
    static boolean attached() {
        return Optional.ofNullable(System.console()).filter(Terminal::isTerminal).isPresent();
    }

    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
