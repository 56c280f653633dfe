package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import software.amazon.awssdk.services.codebuild.model.LogsLocation;

/**
 * Where a build writes its log.
 *
 * @param inS3 an object in S3, not a stream of CloudWatch Logs
 * @param container the log group, or the bucket
 * @param name the stream, or the key
 */
public record LogPlace(boolean inS3, String container, String name) {

    private static final String S3_ARN = ":s3:::";

    /**
     * CodeBuild API reference, LogsLocation: the stream is named once there is one; where logs go to S3 only, the object
     * is named from the beginning. A build that writes to both is read from CloudWatch Logs, which has it live.
     *
     * @return null while there is none
     */
    static LogPlace of(LogsLocation logs) {
        if (logs == null) {
            return null;
        }
        if (logs.groupName() != null && logs.streamName() != null) {
            return new LogPlace(false, logs.groupName(), logs.streamName());
        }
        boolean disabled = logs.cloudWatchLogs() != null
                && "DISABLED".equals(logs.cloudWatchLogs().statusAsString());
        return disabled ? object(logs.s3LogsArn()) : null;
    }

    private static LogPlace object(String arn) {
        int bucket = arn == null ? -1 : arn.indexOf(S3_ARN);
        int key = bucket < 0 ? -1 : arn.indexOf('/', bucket);
        return key < 0
                ? null
                : new LogPlace(true, arn.substring(bucket + S3_ARN.length(), key), arn.substring(key + 1));
    }

    @Override
    public String toString() {
        return inS3 ? "s3://" + container + "/" + name : container + "/" + name;
    }
}
