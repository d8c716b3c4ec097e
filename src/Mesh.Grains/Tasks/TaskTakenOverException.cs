namespace Mesh.Grains.Tasks;

/// <summary>Somebody else has written the event that was to be written: this walk has no say any more.</summary>
public sealed class TaskTakenOverException() : Exception("The task was taken up by somebody else.");
