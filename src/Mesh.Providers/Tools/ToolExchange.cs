using System.Net;
using System.Text.Json;

namespace Mesh.Providers.Tools;

/// <summary>One request to a tool server as its connections see it: the library that speaks the protocol tells of a failure only that there is one.</summary>
internal sealed class ToolExchange : IDisposable
{
    private static readonly AsyncLocal<ToolExchange?> s_current = new();

    private readonly CancellationTokenSource _ends;

    private ToolExchange(CancellationToken cancellationToken) => _ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    /// <summary>The one under way.</summary>
    public static ToolExchange? Current => s_current.Value;

    /// <summary>Ends with the request, and once it has failed.</summary>
    public CancellationToken Token => _ends.Token;

    /// <summary>What the connection found wrong; null for nothing.</summary>
    public ToolFaultKind? Fault { get; private set; }

    /// <summary>The protocol's id of the request that is under way; null while it has not left.</summary>
    public JsonElement? RequestId { get; set; }

    /// <summary>Begins one; what the caller does from here on, and what that begins, is of it.</summary>
    public static ToolExchange Begin(CancellationToken cancellationToken) => s_current.Value = new ToolExchange(cancellationToken);

    /// <summary>The answer began.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="hadSession">Whether the request named a session.</param>
    public void Answered(HttpStatusCode status, bool hadSession) => Fault ??= status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired => ToolFaultKind.Credentials,
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => ToolFaultKind.Busy,
        HttpStatusCode.NotFound when hadSession => ToolFaultKind.Forgotten,
        >= HttpStatusCode.InternalServerError => ToolFaultKind.Unreachable,
        _ => null,
    };

    /// <summary>It has failed for a reason that its reader would not be told.</summary>
    public void Fail(ToolFaultKind fault)
    {
        Fault ??= fault;
        try
        {
            _ends.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Its reader has gone already.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ends.Dispose();
}
