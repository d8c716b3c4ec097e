using Mesh.Load.Processes;

namespace Mesh.Load.Faults;

/// <summary>How calls ended, added up: a soak keeps no call.</summary>
internal sealed class CallTally
{
    private readonly long[] _ends = new long[Enum.GetValues<CallEnd>().Length];

    /// <summary>How many ended so.</summary>
    public long this[CallEnd end] => Interlocked.Read(ref _ends[(int)end]);

    /// <summary>Adds a call; gives it back.</summary>
    public Call Add(Call call)
    {
        Interlocked.Increment(ref _ends[(int)call.End]);
        return call;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{this[CallEnd.Whole]} whole, {this[CallEnd.Refused]} refused, {this[CallEnd.Interrupted]} interrupted, {this[CallEnd.Wrong]} wrong";
}
