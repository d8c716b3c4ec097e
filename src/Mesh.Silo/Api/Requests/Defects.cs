using Mesh.Contracts.Errors;

namespace Mesh.Silo.Api.Requests;

/// <summary>Faults that nobody foresaw. The caller learns nothing but where to look; the log has types and places, and no message, which may quote a prompt.</summary>
internal sealed partial class Defects(ILogger<Defects> logger)
{
    private const int MostCauses = 5;

    /// <summary>Writes a defect to the log, and gives the error for the caller. An error of the closed list that a grain's storage was left by is no defect.</summary>
    public MeshError Report(Exception e, HttpContext context)
    {
        if (e is OrleansException { InnerException: MeshException known })
        {
            return known.Error;
        }

        var depth = 0;
        for (var cause = e; cause is not null && depth < MostCauses; cause = cause.InnerException, depth++)
        {
            LogDefect(context.TraceIdentifier, cause.GetType().FullName, cause.StackTrace);
        }

        return new MeshError
        {
            Code = MeshErrorCode.Internal,
            Reason = "internal",
            Message = $"The mesh failed on this request; its log tells where under request id {context.TraceIdentifier}.",
        };
    }

    [LoggerMessage(1, LogLevel.Error, "Request {RequestId} met a defect: {Type}\n{Place}")]
    private partial void LogDefect(string requestId, string? type, string? place);
}
