package com.cloudbees.jenkins.plugins.awscredentials;

public abstract class BaseAmazonWebServicesCredentials implements AmazonWebServicesCredentials {
    BaseAmazonWebServicesCredentials() {}
}
