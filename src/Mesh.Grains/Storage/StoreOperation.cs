using Microsoft.Data.Sqlite;

namespace Mesh.Grains.Storage;

/// <summary>One change of the store, waiting for its group.</summary>
public abstract class StoreOperation
{
    /// <summary>Whether it takes content away that must not be found in the file afterwards.</summary>
    internal virtual bool Erases => false;

    /// <summary>Makes the change in the group's transaction. Whatever it throws is told to its caller alone, and undoes this change alone.</summary>
    internal abstract void Apply(SqliteTransaction transaction);

    /// <summary>The group is on the disk.</summary>
    internal abstract void Acknowledge();

    /// <summary>The change was refused, or its group could not be committed.</summary>
    internal abstract void Fail(Exception fault);
}

/// <summary>One change that gives a result.</summary>
/// <typeparam name="T">What it gives.</typeparam>
public abstract class StoreOperation<T> : StoreOperation
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    /// <summary>The result, once the change is on the disk.</summary>
    internal Task<T> Done => _done.Task;

    /// <summary>Makes the change in the group's transaction; throws to refuse it.</summary>
    protected abstract T Run(SqliteTransaction transaction);

    internal sealed override void Apply(SqliteTransaction transaction) => _result = Run(transaction);

    internal sealed override void Acknowledge() => _done.TrySetResult(_result!);

    internal sealed override void Fail(Exception fault) => _done.TrySetException(fault);
}
