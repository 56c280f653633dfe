/** Sessions with AWS, their clients, and AWS's errors put into words. Imports the SDK and the engine, never Jenkins. */
package io.jenkins.plugins.awsreleasestages.aws;
