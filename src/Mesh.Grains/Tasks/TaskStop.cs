namespace Mesh.Grains.Tasks;

/// <summary>Why a walk is ended before its end.</summary>
internal enum TaskStop
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The task's caller wants it no more.</summary>
    Cancelled,

    /// <summary>Its silo or its grain goes away; another walk goes on.</summary>
    Left,
}
