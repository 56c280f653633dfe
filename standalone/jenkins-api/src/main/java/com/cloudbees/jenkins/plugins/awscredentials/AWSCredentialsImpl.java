package com.cloudbees.jenkins.plugins.awscredentials;

import hudson.util.Secret;

/** Nothing outside Jenkins keeps these: there is only what the plugin links to. */
public abstract class AWSCredentialsImpl extends BaseAmazonWebServicesCredentials {
    AWSCredentialsImpl() {}

    public String getAccessKey() {
        return null;
    }

    public Secret getSecretKey() {
        return null;
    }

    public String getIamRoleArn() {
        return null;
    }

    public String getIamExternalId() {
        return null;
    }

    public Integer getStsTokenDuration() {
        return null;
    }

    public boolean requiresToken() {
        return false;
    }
}
