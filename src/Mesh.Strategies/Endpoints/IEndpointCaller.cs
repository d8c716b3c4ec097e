using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Endpoints;

/// <summary>The one way in which a plan reaches endpoints.</summary>
public interface IEndpointCaller
{
    /// <summary>Begins one attempt at one endpoint: admits it, sends the request and waits until the upstream accepted it.</summary>
    /// <exception cref="EndpointException">The endpoint is full, failing or refused; says whether another may be asked.</exception>
    Task<IEndpointAttempt> BeginAsync(string endpoint, ChatTask task, CancellationToken cancellationToken);
}
