package io.jenkins.plugins.awsreleasestages.template;

import java.util.List;

/**
 * A property that may name a local file or folder.
 *
 * <p>Sources: AWS CLI reference, "cloudformation package"; SAM CLI's command reference, "sam package"; the resource
 * types' own pages for the form that the property takes.
 *
 * @param type of the resource
 * @param path of keys below the resource; {@code *} for any key
 */
record LocalProperty(String type, List<String> path, Content content, Form form) {

    /** What may stand at the place. */
    enum Content {
        /** Code: a folder or a file, always as an archive. */
        CODE,
        /** A folder as an archive, or a file as it is. */
        BUNDLE,
        /** A file as it is. */
        FILE,
        /** A template: packaged itself first. */
        TEMPLATE
    }

    /** How the property wants to be told where the object is. */
    enum Form {
        /** {@code s3://bucket/key} */
        URI,
        /** {@code {S3Bucket, S3Key}} */
        S3_BUCKET_S3_KEY("S3Bucket", "S3Key"),
        /** {@code {Bucket, Key}} */
        BUCKET_KEY("Bucket", "Key"),
        /** {@code https://…} */
        URL;

        private final List<String> keys;

        Form(String... keys) {
            this.keys = List.of(keys);
        }

        boolean isObject() {
            return !keys.isEmpty();
        }

        List<String> keys() {
            return keys;
        }
    }

    private static final String FUNCTION = "AWS::Serverless::Function";

    static final List<LocalProperty> ALL = List.of(
            of(FUNCTION, "CodeUri", Content.CODE, Form.URI),
            of("AWS::Serverless::LayerVersion", "ContentUri", Content.CODE, Form.URI),
            of("AWS::Serverless::Api", "DefinitionUri", Content.FILE, Form.URI),
            of("AWS::Serverless::HttpApi", "DefinitionUri", Content.FILE, Form.URI),
            of("AWS::Serverless::StateMachine", "DefinitionUri", Content.FILE, Form.BUCKET_KEY),
            of("AWS::Serverless::GraphQLApi", "SchemaUri", Content.FILE, Form.URI),
            of("AWS::Serverless::GraphQLApi", "Functions.*.CodeUri", Content.FILE, Form.URI),
            of("AWS::Serverless::GraphQLApi", "Resolvers.*.*.CodeUri", Content.FILE, Form.URI),
            of("AWS::Serverless::Application", "Location", Content.TEMPLATE, Form.URL),
            of("AWS::Lambda::Function", "Code", Content.CODE, Form.S3_BUCKET_S3_KEY),
            of("AWS::Lambda::LayerVersion", "Content", Content.CODE, Form.S3_BUCKET_S3_KEY),
            of("AWS::CloudFormation::Stack", "TemplateURL", Content.TEMPLATE, Form.URL),
            of("AWS::CloudFormation::StackSet", "TemplateURL", Content.TEMPLATE, Form.URL),
            of("AWS::CloudFormation::ModuleVersion", "ModulePackage", Content.BUNDLE, Form.URI),
            of("AWS::CloudFormation::ResourceVersion", "SchemaHandlerPackage", Content.BUNDLE, Form.URI),
            of("AWS::ApiGateway::RestApi", "BodyS3Location", Content.FILE, Form.BUCKET_KEY),
            of("AWS::ApiGatewayV2::Api", "BodyS3Location", Content.FILE, Form.BUCKET_KEY),
            of("AWS::ElasticBeanstalk::ApplicationVersion", "SourceBundle", Content.BUNDLE, Form.S3_BUCKET_S3_KEY),
            of("AWS::AppSync::GraphQLSchema", "DefinitionS3Location", Content.FILE, Form.URI),
            of("AWS::AppSync::Resolver", "RequestMappingTemplateS3Location", Content.FILE, Form.URI),
            of("AWS::AppSync::Resolver", "ResponseMappingTemplateS3Location", Content.FILE, Form.URI),
            of("AWS::AppSync::Resolver", "CodeS3Location", Content.FILE, Form.URI),
            of("AWS::AppSync::FunctionConfiguration", "RequestMappingTemplateS3Location", Content.FILE, Form.URI),
            of("AWS::AppSync::FunctionConfiguration", "ResponseMappingTemplateS3Location", Content.FILE, Form.URI),
            of("AWS::AppSync::FunctionConfiguration", "CodeS3Location", Content.FILE, Form.URI),
            of("AWS::StepFunctions::StateMachine", "DefinitionS3Location", Content.FILE, Form.BUCKET_KEY),
            of("AWS::Glue::Job", "Command.ScriptLocation", Content.FILE, Form.URI),
            of("AWS::CodeCommit::Repository", "Code.S3", Content.BUNDLE, Form.BUCKET_KEY));

    /** SAM Specification, "Globals section": the only property there that names local files. */
    static final LocalProperty GLOBAL_FUNCTION =
            new LocalProperty(FUNCTION, List.of("Globals", "Function", "CodeUri"), Content.CODE, Form.URI);

    /** SAM Specification, "AWS::ServerlessRepo::Application" in Metadata. */
    static final List<LocalProperty> METADATA = List.of(metadata("LicenseUrl"), metadata("ReadmeUrl"));

    static final LocalProperty INCLUDE = new LocalProperty("AWS::Include", List.of("Location"), Content.FILE, Form.URI);

    private static LocalProperty of(String type, String path, Content content, Form form) {
        return new LocalProperty(type, List.of(("Properties." + path).split("\\.")), content, form);
    }

    private static LocalProperty metadata(String key) {
        String section = "AWS::ServerlessRepo::Application";
        return new LocalProperty(section, List.of("Metadata", section, key), Content.FILE, Form.URI);
    }
}
