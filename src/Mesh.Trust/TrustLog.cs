using Microsoft.Extensions.Logging;

namespace Mesh.Trust;

/// <summary>What operators are told of credentials. Never a secret or a key.</summary>
internal static partial class TrustLog
{
    [LoggerMessage(1, LogLevel.Information, "Renewed files are in force: {Files}")]
    public static partial void Renewed(ILogger logger, string files);

    [LoggerMessage(2, LogLevel.Error, "The renewed files {Files} cannot be used and the former ones stay in force: {Reason}")]
    public static partial void Refused(ILogger logger, string files, string reason);

    [LoggerMessage(3, LogLevel.Warning, "A connection from {Remote} was refused, as {Others} before it since the last line: {Reason}")]
    public static partial void PeerRefused(ILogger logger, string? remote, long others, string reason);
}
