using Mesh.Testing.Calls;

namespace Mesh.Cluster.Tests.Callers;

/// <summary>A call and the silo that it went to.</summary>
public sealed record SentCall(string Silo, ChatCall Call);
