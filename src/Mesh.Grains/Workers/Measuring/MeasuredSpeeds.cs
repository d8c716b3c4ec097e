using System.Collections.Concurrent;

namespace Mesh.Grains.Workers.Measuring;

/// <summary>Remembers speeds, so that an engine that starts again is not measured again.</summary>
internal sealed class MeasuredSpeeds
{
    /// <summary>Most stacks that are remembered; who comes after that is measured at each start.</summary>
    public const int Most = 64;

    private readonly ConcurrentDictionary<MeasuredStack, MeasuredSpeed> _speeds = new();

    /// <summary>The speed of a stack; null when it was not measured.</summary>
    public MeasuredSpeed? Find(MeasuredStack stack) => _speeds.GetValueOrDefault(stack);

    /// <summary>Keeps the speed of a stack.</summary>
    public void Keep(MeasuredStack stack, MeasuredSpeed speed)
    {
        if (_speeds.Count < Most)
        {
            _speeds[stack] = speed;
        }
    }
}
