using Microsoft.Extensions.Hosting;

namespace Mesh.Grains.Hosting;

/// <summary>How the process ends: well unless a part of it could not go on.</summary>
public sealed class ProcessEnd(IHostApplicationLifetime lifetime)
{
    /// <summary>The exit code: 0, or 1 after <see cref="Fail"/>.</summary>
    public int Code { get; private set; }

    /// <summary>Stops the process, which whoever watches it should start again.</summary>
    public void Fail()
    {
        Code = 1;
        lifetime.StopApplication();
    }
}
