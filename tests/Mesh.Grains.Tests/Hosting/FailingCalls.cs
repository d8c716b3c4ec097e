namespace Mesh.Grains.Tests.Hosting;

/// <summary>Calls between grains that can be told to fail: on the way there, or on the way back, when what was asked for is done.</summary>
internal sealed class FailingCalls : IOutgoingGrainCallFilter
{
    /// <summary>The method of an interface whose calls fail, such as <c>IQualityGrain.RecordAsync</c>; null for none.</summary>
    public string? Method { get; set; }

    /// <summary>Whether what is asked for is done before the call fails.</summary>
    public bool OnTheWayBack { get; set; }

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var fails = Method == $"{context.InterfaceMethod.DeclaringType?.Name}.{context.InterfaceMethod.Name}";
        if (fails && !OnTheWayBack)
        {
            throw new TimeoutException("the test's call fails");
        }

        await context.Invoke();
        if (fails)
        {
            throw new TimeoutException("the test's answer is lost");
        }
    }
}
