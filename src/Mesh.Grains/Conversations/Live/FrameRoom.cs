namespace Mesh.Grains.Conversations.Live;

/// <summary>The room that the frames of all attempts on a silo share. Thread-safe.</summary>
/// <param name="most">Most bytes.</param>
internal sealed class FrameRoom(long most)
{
    private long _taken;

    /// <summary>Bytes that are taken.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Whether nothing more fits.</summary>
    public bool IsFull => Taken >= most;

    /// <summary>Takes some, unless it is full: the last frame that finds room may pass the bound by its own length.</summary>
    public bool TryTake(long bytes)
    {
        if (IsFull)
        {
            return false;
        }

        Take(bytes);
        return true;
    }

    /// <summary>Takes some even when it is full.</summary>
    public void Take(long bytes) => Interlocked.Add(ref _taken, bytes);

    /// <summary>Gives some back.</summary>
    public void Give(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
