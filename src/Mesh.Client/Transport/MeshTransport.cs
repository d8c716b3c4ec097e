using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Transport;

/// <summary>How calls reach the mesh: limits, pings, and what may be sent twice.</summary>
internal static class MeshTransport
{
    private static readonly TimeSpan s_pingPatience = TimeSpan.FromSeconds(10);

    // Reads change nothing and cost nothing, and feedback counts once. Chats and embeddings are not among them: the mesh fails over by itself, and a second
    // one could be paid twice.
    private static readonly (string Service, string Method)[] s_reads =
    [
        (V1.ConversationService.Descriptor.FullName, "GetConversation"),
        (V1.ConversationService.Descriptor.FullName, "ListConversations"),
        (V1.ConversationService.Descriptor.FullName, "GetTurn"),
        (V1.ConversationService.Descriptor.FullName, "ListTurns"),
        (V1.ModelService.Descriptor.FullName, "ListModels"),
        (V1.ModelService.Descriptor.FullName, "ListEndpoints"),
        (V1.RouteService.Descriptor.FullName, "ListRoutes"),
        (V1.RouteService.Descriptor.FullName, "Explain"),
        (V1.QualityService.Descriptor.FullName, "GetMatrix"),
        (V1.QualityService.Descriptor.FullName, "GetDecision"),
        (V1.QualityService.Descriptor.FullName, "SendFeedback"),
        (V1.AdminService.Descriptor.FullName, "ListRevisions"),
        (V1.AdminService.Descriptor.FullName, "CheckCatalog"),
    ];

    /// <summary>A channel's settings.</summary>
    public static void Apply(MeshClientOptions options, GrpcChannelOptions channel)
    {
        channel.MaxReceiveMessageSize = options.MaxMessageBytes;
        channel.MaxSendMessageSize = options.MaxMessageBytes;
        channel.ServiceConfig = Retries();
    }

    /// <summary>The connections. Dead ones are noticed by pings, and a full one is not waited for.</summary>
    public static SocketsHttpHandler Handler(MeshClientOptions options) => new()
    {
        ConnectTimeout = options.ConnectTimeout,
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = options.KeepAlive,
        KeepAlivePingTimeout = s_pingPatience,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
    };

    /// <summary>When a call must be over.</summary>
    public static DateTime? Deadline(TimeSpan timeout, TimeProvider time) =>
        timeout == Timeout.InfiniteTimeSpan ? null : time.GetUtcNow().UtcDateTime + timeout;

    private static ServiceConfig Retries()
    {
        var reads = new MethodConfig
        {
            RetryPolicy = new RetryPolicy
            {
                MaxAttempts = 3,
                InitialBackoff = TimeSpan.FromMilliseconds(100),
                MaxBackoff = TimeSpan.FromSeconds(1),
                BackoffMultiplier = 2,
                RetryableStatusCodes = { StatusCode.Unavailable },
            },
        };
        foreach (var (service, method) in s_reads)
        {
            reads.Names.Add(new MethodName { Service = service, Method = method });
        }

        return new ServiceConfig { MethodConfigs = { reads } };
    }
}
