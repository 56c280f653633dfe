package com.cloudbees.plugins.credentials;

import com.cloudbees.plugins.credentials.common.IdCredentials;

public class CredentialsMatchers {
    private CredentialsMatchers() {}

    public static CredentialsMatcher always() {
        return item -> true;
    }

    public static CredentialsMatcher withId(String id) {
        return item -> item instanceof IdCredentials known && known.getId().equals(id);
    }

    public static <C extends Credentials> C firstOrNull(Iterable<C> credentials, CredentialsMatcher matcher) {
        for (C credential : credentials) {
            if (matcher.matches(credential)) {
                return credential;
            }
        }
        return null;
    }
}
