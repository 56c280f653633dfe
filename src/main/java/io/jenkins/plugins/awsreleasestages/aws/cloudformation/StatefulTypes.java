package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.util.Set;

/**
 * Types of resources that hold what cannot be made again: data, keys, names that others know. Replacing or removing one
 * loses it, unless its policy keeps it.
 *
 * <p>Source: CloudFormation template reference: the types that take {@code DeletionPolicy: Snapshot}, and those whose
 * documentation speaks of stored data.
 */
final class StatefulTypes {

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
