using System.Buffers;
using Mesh.Contracts.Caching;

namespace Mesh.Contracts.Chat;

/// <summary>A request in the dialect in which its caller wrote it, scanned once at the door.</summary>
public abstract class NativeBody
{
    /// <summary>The dialect.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>Writes what of it changes the answer, in one form for all bodies that say the same; the name that is asked for and the form of the answer are left out.</summary>
    /// <param name="into">Takes the bytes.</param>
    /// <param name="withoutQuestion">Whether what the last message says is left out too, so that questions in one context have one identity.</param>
    public abstract IdentityTraits WriteIdentity(IBufferWriter<byte> into, bool withoutQuestion = false);
}
