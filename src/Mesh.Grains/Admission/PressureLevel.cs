namespace Mesh.Grains.Admission;

/// <summary>How short a silo is of memory or processor time.</summary>
public enum PressureLevel
{
    /// <summary>Not.</summary>
    None,

    /// <summary>Sheddable work is refused.</summary>
    High,

    /// <summary>Only critical work is taken.</summary>
    Severe,
}
