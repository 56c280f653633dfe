package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import io.jenkins.plugins.awsreleasestages.template.S3Location;

/**
 * A file or folder on the agent, and the object that it becomes.
 *
 * @param object its key tells its content, so that one that is there already is not sent again
 * @param file an absolute path on the agent
 * @param zipped whether it is a folder, sent as a ZIP
 * @param name what messages call it
 */
public record FileToSend(S3Location object, String file, boolean zipped, String name, BucketPlace place) {}
