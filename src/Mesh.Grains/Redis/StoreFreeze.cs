using Mesh.Contracts.Errors;

namespace Mesh.Grains.Redis;

/// <summary>Whether the store is frozen: then its callers are refused, and whatever needs no store goes on.</summary>
public sealed class StoreFreeze
{
    private volatile object? _cause;

    /// <summary>Why it is frozen; null while it is not.</summary>
    public FreezeCause? Cause => (FreezeCause?)_cause;

    /// <summary>Freezes or thaws it. A silo that was expelled stays so. Gives whether that is a change.</summary>
    public bool Set(FreezeCause? cause)
    {
        if (Cause == cause || Cause == FreezeCause.Expelled)
        {
            return false;
        }

        _cause = cause;
        return true;
    }

    /// <summary>Refuses a call while the store is frozen.</summary>
    /// <exception cref="MeshException">unavailable, with the cause as its reason.</exception>
    public void ThrowIfFrozen()
    {
        if (Cause is { } cause)
        {
            throw new MeshException(MeshErrorCode.Unavailable, ReasonOf(cause), cause switch
            {
                FreezeCause.Wiped => "The cluster's Redis has lost its data. Nothing is read or written until its operator restores it.",
                FreezeCause.Replaced => "The cluster's Redis holds other data than before. Nothing is read or written until its operator names the right one.",
                _ => "This silo is no longer a member of its cluster and is stopping. Ask again.",
            });
        }
    }

    /// <summary>The cause as errors and metrics name it.</summary>
    public static string ReasonOf(FreezeCause cause) => cause switch
    {
        FreezeCause.Wiped => "store_wiped",
        FreezeCause.Replaced => "store_replaced",
        _ => "silo_expelled",
    };
}
