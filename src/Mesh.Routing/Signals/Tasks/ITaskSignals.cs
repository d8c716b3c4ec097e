using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;

namespace Mesh.Routing.Signals.Tasks;

/// <summary>Tells what kind of task a request is. Calls nobody and keeps nothing of the request; safe from any thread.</summary>
public interface ITaskSignals
{
    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="message">What the user says last, at most 64 Ki characters.</param>
    TaskReading Read(ChatRequest request, string message);
}
