package io.jenkins.plugins.awsreleasestages.event;

/**
 * What an event can be about, by a name that whoever waits for news of it says alike. It decides nothing: two accounts may
 * have the same names, and then one of them is looked at sooner than it had to be.
 */
public final class Subject {

    private Subject() {}

    /** Any branch or tag of a repository in CodeCommit. */
    public static String repository(String repository) {
        return "CodeCommit " + repository;
    }

    /** A branch of a repository in CodeCommit. */
    public static String branch(String repository, String branch) {
        return "CodeCommit " + repository + " " + branch;
    }

    /** Any object in a bucket. */
    public static String bucket(String bucket) {
        return "S3 " + bucket;
    }

    public static String object(String bucket, String key) {
        return "S3 " + bucket + "/" + key;
    }

    /** Any tag of a repository in ECR. */
    public static String images(String repository) {
        return "ECR " + repository;
    }

    /** What a tag names in a repository in ECR. */
    public static String image(String repository, String tag) {
        return "ECR " + repository + ":" + tag;
    }

    /** A deployment of CodeDeploy. */
    public static String deployment(String id) {
        return "CodeDeploy " + id;
    }

    /** Any execution of a pipeline in CodePipeline. */
    public static String pipeline(String pipeline) {
        return "CodePipeline " + pipeline;
    }

    public static String pipelineExecution(String pipeline, String id) {
        return "CodePipeline " + pipeline + " " + id;
    }
}
