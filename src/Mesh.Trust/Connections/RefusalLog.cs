using System.Net;
using Microsoft.Extensions.Logging;

namespace Mesh.Trust.Connections;

/// <summary>Tells of connections that were refused, a line a second at most: anybody who reaches the port can cause them.</summary>
internal sealed class RefusalLog(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private long? _toldAt;
    private long _untold;

    /// <summary>Counts one, and tells of it when it is time.</summary>
    public void Add(EndPoint? remote, Exception reason)
    {
        long others;
        lock (_lock)
        {
            if (_toldAt is { } told && time.GetElapsedTime(told) < s_pause)
            {
                _untold++;
                return;
            }

            (others, _untold, _toldAt) = (_untold, 0, time.GetTimestamp());
        }

        TrustLog.PeerRefused(logger, remote?.ToString(), others, reason is OperationCanceledException ? "it did not shake hands in time." : reason.Message);
    }
}
