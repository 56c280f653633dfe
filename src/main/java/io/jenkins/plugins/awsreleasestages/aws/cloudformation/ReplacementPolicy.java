package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ResourceChange.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What happens when a change set would replace a resource, or remove one that holds data. */
public enum ReplacementPolicy {
    /** It is executed. */
    ALLOW,
    /** People are asked. */
    ASK,
    /** It is deleted, and the step fails. */
    FAIL;

    /**
     * What a change set would destroy, a sentence each; empty where it destroys nothing. A replacement that AWS decides
     * on only while executing counts as one. Nested stacks are looked into.
     */
    public static List<String> destroyed(List<ResourceChange> changes) {
        List<String> destroyed = new ArrayList<>();
        add(destroyed, changes, "");
        return destroyed;
    }

    private static void add(List<String> destroyed, List<ResourceChange> changes, String prefix) {
        for (ResourceChange change : changes) {
            String what = prefix + change.logicalId() + " (" + change.type() + ")";
            // Of a nested stack whose own changes are known, these tell.
            boolean told = !change.nested().isEmpty();
            Effect effect = change.effect();
            if (!told && effect == Effect.REPLACE) {
                destroyed.add(what + " is replaced.");
            } else if (!told && effect == Effect.MAY_REPLACE) {
                destroyed.add(what + " may be replaced.");
            } else if (effect == Effect.REMOVE && loses(change)) {
                destroyed.add(what + " is removed, and what it holds with it.");
            }
            add(destroyed, change.nested(), prefix + change.logicalId() + " → ");
        }
    }

    /** A nested stack that is removed takes with it what nobody has listed. */
    private static boolean loses(ResourceChange change) {
        boolean kept = change.policy() != null && change.policy().endsWith("Retain");
        return !kept && (StatefulTypes.contain(change.type()) || Stacks.NESTED.equals(change.type()));
    }

    /**
     * Types of resources that hold what cannot be made again: data, keys, names that others know. Replacing or removing one
     * loses it, unless its policy keeps it.
     *
     * <p>Source: CloudFormation template reference: the types that take {@code DeletionPolicy: Snapshot}, and those whose
     * documentation speaks of stored data.
     */
    static final class StatefulTypes {

        private static final Set<String> TYPES = Set.of(
                "AWS::Backup::BackupVault",
                "AWS::Cassandra::Keyspace",
                "AWS::Cassandra::Table",
                "AWS::CloudTrail::EventDataStore",
                "AWS::CodeCommit::Repository",
                "AWS::Cognito::IdentityPool",
                "AWS::Cognito::UserPool",
                "AWS::DAX::Cluster",
                "AWS::DMS::ReplicationInstance",
                "AWS::DocDB::DBCluster",
                "AWS::DocDB::DBInstance",
                "AWS::DocDBElastic::Cluster",
                "AWS::DynamoDB::GlobalTable",
                "AWS::DynamoDB::Table",
                "AWS::EC2::Instance",
                "AWS::EC2::Volume",
                "AWS::ECR::Repository",
                "AWS::EFS::FileSystem",
                "AWS::ElastiCache::CacheCluster",
                "AWS::ElastiCache::ReplicationGroup",
                "AWS::ElastiCache::ServerlessCache",
                "AWS::Elasticsearch::Domain",
                "AWS::FSx::FileSystem",
                "AWS::FSx::Volume",
                "AWS::Glue::Database",
                "AWS::KMS::Key",
                "AWS::Kinesis::Stream",
                "AWS::Lightsail::Database",
                "AWS::Lightsail::Disk",
                "AWS::Logs::LogGroup",
                "AWS::MSK::Cluster",
                "AWS::MSK::ServerlessCluster",
                "AWS::MemoryDB::Cluster",
                "AWS::Neptune::DBCluster",
                "AWS::Neptune::DBInstance",
                "AWS::OpenSearchServerless::Collection",
                "AWS::OpenSearchService::Domain",
                "AWS::QLDB::Ledger",
                "AWS::RDS::DBCluster",
                "AWS::RDS::DBInstance",
                "AWS::RDS::GlobalCluster",
                "AWS::Redshift::Cluster",
                "AWS::RedshiftServerless::Namespace",
                "AWS::Route53::HostedZone",
                "AWS::S3::Bucket",
                "AWS::S3Express::DirectoryBucket",
                "AWS::S3Tables::TableBucket",
                "AWS::SDB::Domain",
                "AWS::SQS::Queue",
                "AWS::SecretsManager::Secret",
                "AWS::Timestream::Database",
                "AWS::Timestream::InfluxDBInstance",
                "AWS::Timestream::Table",
                "AWS::WorkSpaces::Workspace");

        private StatefulTypes() {}

        static boolean contain(String type) {
            return TYPES.contains(type);
        }
    }
}
