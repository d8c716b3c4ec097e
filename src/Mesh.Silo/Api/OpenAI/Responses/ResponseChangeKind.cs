namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary>What can happen to an item.</summary>
internal enum ResponseChangeKind
{
    /// <summary>It is new.</summary>
    Begun,

    /// <summary>Something was added.</summary>
    Grown,

    /// <summary>It is whole.</summary>
    Done,
}
