package io.wuerstchen.fleet.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that takes an {@link Infra}. By its tag the build runs it a second time, on containers: against another broker's
 * process and another make of S3 than local mode's. {@code @Tag("once")} beside it spares a test that is long,
 * about speed, or about what our code does whatever the servers are.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(InfraExtension.class)
@Tag("infra")
public @interface WithInfra {}
