package hudson.security;

import org.springframework.security.core.userdetails.UsernameNotFoundException;

public class UserMayOrMayNotExistException2 extends UsernameNotFoundException {
    private static final long serialVersionUID = 1L;

    public UserMayOrMayNotExistException2(String message) {
        super(message);
    }
}
