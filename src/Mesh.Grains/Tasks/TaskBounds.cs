namespace Mesh.Grains.Tasks;

/// <summary>What tasks may be; docs/tasks.md lists them.</summary>
public static class TaskBounds
{
    /// <summary>Most tasks of a tenant that are not over.</summary>
    public const int MostUnfinished = 200;

    /// <summary>Most tasks that a tenant's list holds, those that are over included.</summary>
    public const int MostKept = 1024;

    /// <summary>Longest content of one submission, in bytes.</summary>
    public const int MostContentBytes = 4 * 1024 * 1024;

    /// <summary>Longest answer of a node that a record holds, in bytes.</summary>
    public const long MostAnswerBytes = 1024 * 1024;

    /// <summary>Most bytes of answers in one record.</summary>
    public const long MostRecordBytes = 32 * 1024 * 1024;

    /// <summary>Most events of one record. What ends a task is written even then.</summary>
    public const long MostEvents = 8192;

    /// <summary>Most times that one node may begin to ask a model.</summary>
    public const int MostAttempts = 16;

    /// <summary>Most tasks that wait on a silo for a place.</summary>
    public const int MostWaiting = 1024;

    /// <summary>Most events in one answer to somebody who watches.</summary>
    public const int MostEventsTold = 32;

    /// <summary>Most bytes of answers in one, after which no further event is added to it.</summary>
    public const long MostBytesTold = 1024 * 1024;

    /// <summary>Longest time until a deadline.</summary>
    public static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(30);

    /// <summary>Time until the deadline of a task that names none.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromDays(1);

    /// <summary>Longest time that a task is kept after its end.</summary>
    public static readonly TimeSpan LongestRetention = TimeSpan.FromDays(90);

    /// <summary>How long one is kept that names no time.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    /// <summary>Most tries beyond the first.</summary>
    public const int MostRetries = 10;

    /// <summary>Tries beyond the first of a task that names none.</summary>
    public const int Retries = 3;
}
