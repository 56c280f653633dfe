package org.kohsuke.args4j;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface Option {
    String name();

    String[] forbids() default {};

    String usage() default "";

    String metaVar() default "";

    boolean required() default false;
}
