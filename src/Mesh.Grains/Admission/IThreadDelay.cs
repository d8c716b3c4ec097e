namespace Mesh.Grains.Admission;

/// <summary>How short a process is of threads or processor time.</summary>
public interface IThreadDelay
{
    /// <summary>How long work that is ready now waits for a thread.</summary>
    Task<TimeSpan> MeasureAsync();
}
