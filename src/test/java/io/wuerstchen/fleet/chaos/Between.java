package io.wuerstchen.fleet.chaos;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/** Stands between somebody and what is called: sees each call, and decides whether and how it goes on. */
interface Between {
    Object call(String method, Object[] arguments, Original original) throws Throwable;

    @SuppressWarnings("unchecked")
    static <T> T of(Class<? super T> type, T called, Between between) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            Object[] all = arguments == null ? new Object[0] : arguments;
            Object answer = between.call(
                    method.getName(), Arrays.copyOf(all, all.length), given -> invoke(called, method, given));
            // Another view of what is called must not go past this.
            return method.getReturnType() == type ? of(type, (T) answer, between) : answer;
        });
    }

    private static Object invoke(Object called, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(called, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The call as it would have been. */
    interface Original {
        Object with(Object... arguments) throws Throwable;
    }
}
