namespace Mesh.Client.Requests;

/// <summary>How the mesh picks a model.</summary>
public enum MeshPreference
{
    /// <summary>Quality against cost and time.</summary>
    Balanced,

    /// <summary>Quality first.</summary>
    Best,

    /// <summary>Least time.</summary>
    Fast,

    /// <summary>Least cost.</summary>
    Cheap,
}
