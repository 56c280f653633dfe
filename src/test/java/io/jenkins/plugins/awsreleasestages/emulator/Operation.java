package io.jenkins.plugins.awsreleasestages.emulator;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which operation of which service a request is, as "CodeBuild.StartBuild". */
final class Operation {

    private static final Pattern SIGNED_FOR = Pattern.compile("/\\d{8}/[^/]+/([^/]+)/aws4_request");
    private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=(\\w+)");
    private static final Map<String, String> SERVICES = Map.of(
            "codebuild", "CodeBuild", "cloudformation", "CloudFormation", "logs", "Logs", "s3", "S3", "sts", "STS");

    private Operation() {}

    static String of(HttpRequest request) {
        String service = service(request);
        String target = request.header("X-Amz-Target");
        if (target != null) {
            return service + target.substring(target.lastIndexOf('.'));
        }
        return service + "." + ("S3".equals(service) ? s3(request) : action(request));
    }

    /** From what the request is signed for; what is not signed at all can only be a presigned URL of S3 or ours. */
    static String service(HttpRequest request) {
        String authorization = request.header("Authorization");
        String presigned = request.target().replace("%2F", "/");
        Matcher signed = SIGNED_FOR.matcher(authorization == null ? presigned : authorization);
        if (!signed.find()) {
            return ACTION.matcher(request.text()).find() ? "STS" : "S3";
        }
        return SERVICES.getOrDefault(signed.group(1), signed.group(1).toUpperCase(java.util.Locale.ROOT));
    }

    private static String action(HttpRequest request) {
        Matcher action = ACTION.matcher(request.text());
        return action.find() ? action.group(1) : "Unknown";
    }

    private static String s3(HttpRequest request) {
        String[] parts = request.target().split("\\?", 2);
        String query = "&" + (parts.length > 1 ? parts[1] : "");
        String path = parts[0].substring(1);
        String verb =
                switch (request.method()) {
                    case "GET" -> "Get";
                    case "PUT" -> "Put";
                    case "HEAD" -> "Head";
                    case "DELETE" -> "Delete";
                    default -> "Post";
                };
        if (path.isEmpty()) {
            return "ListBuckets";
        }
        return path.replaceAll("/$", "").contains("/") ? object(request, verb, query) : bucket(verb, query);
    }

    private static String bucket(String verb, String query) {
        if (query.contains("&versioning")) {
            return verb + "BucketVersioning";
        }
        if (query.contains("&versions")) {
            return "ListObjectVersions";
        }
        if (query.contains("&location")) {
            return "GetBucketLocation";
        }
        if ("Get".equals(verb)) {
            return query.contains("list-type=2") ? "ListObjectsV2" : "ListObjects";
        }
        return "Put".equals(verb) ? "CreateBucket" : verb + "Bucket";
    }

    private static String object(HttpRequest request, String verb, String query) {
        if (query.contains("&uploads")) {
            return "CreateMultipartUpload";
        }
        if (query.contains("uploadId=")) {
            return switch (verb) {
                case "Put" -> "UploadPart";
                case "Post" -> "CompleteMultipartUpload";
                case "Delete" -> "AbortMultipartUpload";
                default -> "ListParts";
            };
        }
        return request.header("x-amz-copy-source") == null ? verb + "Object" : "CopyObject";
    }
}
