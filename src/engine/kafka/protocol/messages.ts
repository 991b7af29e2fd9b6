/**
 * All messages between clients and brokers, and between brokers.
 *
 * Read next: produce-fetch.ts, groups.ts, controller.ts.
 */
import type { AnyAdminClusterRequest, AnyAdminClusterResponse } from './admin-cluster.ts';
import type { AnyAdminConfigsRequest, AnyAdminConfigsResponse } from './admin-configs.ts';
import type { AnyAdminTopicsRequest, AnyAdminTopicsResponse } from './admin-topics.ts';
import type { AnyControllerRequest, AnyControllerResponse } from './controller.ts';
import type { AnyGroupsRequest, AnyGroupsResponse } from './groups.ts';
import type { RequestHeader } from './header.ts';
import type { AnyMetadataRequest, AnyMetadataResponse } from './metadata.ts';
import type { AnyProduceFetchRequest, AnyProduceFetchResponse } from './produce-fetch.ts';
import type { AnyTransactionsRequest, AnyTransactionsResponse } from './transactions.ts';

export type KafkaRequest =
  | AnyProduceFetchRequest
  | AnyMetadataRequest
  | AnyGroupsRequest
  | AnyTransactionsRequest
  | AnyControllerRequest
  | AnyAdminTopicsRequest
  | AnyAdminConfigsRequest
  | AnyAdminClusterRequest;

export type KafkaResponse =
  | AnyProduceFetchResponse
  | AnyMetadataResponse
  | AnyGroupsResponse
  | AnyTransactionsResponse
  | AnyControllerResponse
  | AnyAdminTopicsResponse
  | AnyAdminConfigsResponse
  | AnyAdminClusterResponse;

/** A request without its header, which whoever sends it adds. */
export type RequestBody<R extends KafkaRequest = KafkaRequest> = R extends KafkaRequest
  ? Omit<R, Exclude<keyof RequestHeader, 'type'>>
  : never;

/** A response without its header. */
export type ResponseBody<R extends KafkaResponse = KafkaResponse> = R extends KafkaResponse
  ? Omit<R, 'correlationId'>
  : never;

type ResponseType<T extends string> = T extends `${infer Api}Request` ? `${Api}Response` : never;

/** The response that a request gets. */
export type ResponseOf<R extends { readonly type: string }> = Extract<
  KafkaResponse,
  { readonly type: ResponseType<R['type']> }
>;
