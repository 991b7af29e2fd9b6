/**
 * Configurations, quotas and the rest of what admin clients ask for.
 *
 * Mirrors: the schemas of org.apache.kafka.common.message at their newest versions, 2.8.0.
 * Departs: an error is its name, not its number; no throttle times.
 */
import type { ErrorName } from './errors.ts';
import type { RequestHeader, ResponseHeader } from './header.ts';

export interface DescribeConfigsRequest extends RequestHeader {
  readonly type: 'DescribeConfigsRequest';
  readonly resources: readonly DescribeConfigsResource[];
  readonly includeSynonyms: boolean;
  readonly includeDocumentation: boolean;
}

export interface DescribeConfigsResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configurationKeys: readonly string[] | null;
}

export interface DescribeConfigsResponse extends ResponseHeader {
  readonly type: 'DescribeConfigsResponse';
  readonly results: readonly DescribeConfigsResult[];
}

export interface DescribeConfigsResult {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly DescribeConfigsResourceResult[];
}

export interface DescribeConfigsResourceResult {
  readonly name: string;
  readonly value: string | null;
  readonly readOnly: boolean;
  readonly configSource: number;
  readonly isSensitive: boolean;
  readonly synonyms: readonly DescribeConfigsSynonym[];
  readonly configType: number;
  readonly documentation: string | null;
}

export interface DescribeConfigsSynonym {
  readonly name: string;
  readonly value: string | null;
  readonly source: number;
}

export interface AlterConfigsRequest extends RequestHeader {
  readonly type: 'AlterConfigsRequest';
  readonly resources: readonly AlterConfigsResource[];
  readonly validateOnly: boolean;
}

export interface AlterConfigsResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly AlterableConfig[];
}

export interface AlterableConfig {
  readonly name: string;
  readonly value: string | null;
}

export interface AlterConfigsResponse extends ResponseHeader {
  readonly type: 'AlterConfigsResponse';
  readonly responses: readonly AlterConfigsResourceResponse[];
}

export interface AlterConfigsResourceResponse {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
}

export interface IncrementalAlterConfigsRequest extends RequestHeader {
  readonly type: 'IncrementalAlterConfigsRequest';
  readonly resources: readonly IncrementalAlterConfigsAlterConfigsResource[];
  readonly validateOnly: boolean;
}

export interface IncrementalAlterConfigsAlterConfigsResource {
  readonly resourceType: number;
  readonly resourceName: string;
  readonly configs: readonly IncrementalAlterConfigsAlterableConfig[];
}

export interface IncrementalAlterConfigsAlterableConfig {
  readonly name: string;
  readonly configOperation: number;
  readonly value: string | null;
}

export interface IncrementalAlterConfigsResponse extends ResponseHeader {
  readonly type: 'IncrementalAlterConfigsResponse';
  readonly responses: readonly IncrementalAlterConfigsAlterConfigsResourceResponseResult[];
}

export interface IncrementalAlterConfigsAlterConfigsResourceResponseResult {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly resourceType: number;
  readonly resourceName: string;
}

export interface DescribeClientQuotasRequest extends RequestHeader {
  readonly type: 'DescribeClientQuotasRequest';
  readonly components: readonly ComponentData[];
  readonly strict: boolean;
}

export interface ComponentData {
  readonly entityType: string;
  readonly matchType: number;
  readonly match: string | null;
}

export interface DescribeClientQuotasResponse extends ResponseHeader {
  readonly type: 'DescribeClientQuotasResponse';
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly entries: readonly EntryData[] | null;
}

export interface EntryData {
  readonly entity: readonly EntityData[];
  readonly values: readonly ValueData[];
}

export interface EntityData {
  readonly entityType: string;
  readonly entityName: string | null;
}

export interface ValueData {
  readonly key: string;
  readonly value: number;
}

export interface AlterClientQuotasRequest extends RequestHeader {
  readonly type: 'AlterClientQuotasRequest';
  readonly entries: readonly AlterClientQuotasEntryData[];
  readonly validateOnly: boolean;
}

export interface AlterClientQuotasEntryData {
  readonly entity: readonly AlterClientQuotasEntityData[];
  readonly ops: readonly OpData[];
}

export interface AlterClientQuotasEntityData {
  readonly entityType: string;
  readonly entityName: string | null;
}

export interface OpData {
  readonly key: string;
  readonly value: number;
  readonly remove: boolean;
}

export interface AlterClientQuotasResponse extends ResponseHeader {
  readonly type: 'AlterClientQuotasResponse';
  readonly entries: readonly AlterClientQuotasEntryDataResult[];
}

export interface AlterClientQuotasEntryDataResult {
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly entity: readonly AlterClientQuotasEntityDataResult[];
}

export interface AlterClientQuotasEntityDataResult {
  readonly entityType: string;
  readonly entityName: string | null;
}

export interface DescribeUserScramCredentialsRequest extends RequestHeader {
  readonly type: 'DescribeUserScramCredentialsRequest';
  readonly users: readonly UserName[] | null;
}

export interface UserName {
  readonly name: string;
}

export interface DescribeUserScramCredentialsResponse extends ResponseHeader {
  readonly type: 'DescribeUserScramCredentialsResponse';
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly results: readonly DescribeUserScramCredentialsResult[];
}

export interface DescribeUserScramCredentialsResult {
  readonly user: string;
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
  readonly credentialInfos: readonly CredentialInfo[];
}

export interface CredentialInfo {
  readonly mechanism: number;
  readonly iterations: number;
}

export interface AlterUserScramCredentialsRequest extends RequestHeader {
  readonly type: 'AlterUserScramCredentialsRequest';
  readonly deletions: readonly ScramCredentialDeletion[];
  readonly upsertions: readonly ScramCredentialUpsertion[];
}

export interface ScramCredentialDeletion {
  readonly name: string;
  readonly mechanism: number;
}

export interface ScramCredentialUpsertion {
  readonly name: string;
  readonly mechanism: number;
  readonly iterations: number;
  readonly salt: unknown;
  readonly saltedPassword: unknown;
}

export interface AlterUserScramCredentialsResponse extends ResponseHeader {
  readonly type: 'AlterUserScramCredentialsResponse';
  readonly results: readonly AlterUserScramCredentialsResult[];
}

export interface AlterUserScramCredentialsResult {
  readonly user: string;
  readonly errorCode: ErrorName;
  readonly errorMessage: string | null;
}

export type AnyAdminConfigsRequest =
  | DescribeConfigsRequest
  | AlterConfigsRequest
  | IncrementalAlterConfigsRequest
  | DescribeClientQuotasRequest
  | AlterClientQuotasRequest
  | DescribeUserScramCredentialsRequest
  | AlterUserScramCredentialsRequest;

export type AnyAdminConfigsResponse =
  | DescribeConfigsResponse
  | AlterConfigsResponse
  | IncrementalAlterConfigsResponse
  | DescribeClientQuotasResponse
  | AlterClientQuotasResponse
  | DescribeUserScramCredentialsResponse
  | AlterUserScramCredentialsResponse;
