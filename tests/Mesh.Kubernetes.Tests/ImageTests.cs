using System.Globalization;
using System.Xml.Linq;
using Mesh.Kubernetes.Tests.Manifests;
using Mesh.Testing;

namespace Mesh.Kubernetes.Tests;

/// <summary>The image that the project makes is the one that the manifests run.</summary>
public sealed class ImageTests
{
    private static readonly XDocument s_project = XDocument.Load(Path.Combine(TestData.Root, "src", "Mesh.Silo", "Mesh.Silo.csproj"));

    [ProgramTheory("kubectl")]
    [InlineData("dev")]
    [InlineData("gpu")]
    public void Image_UserPortsAndName_AreThoseOfThePods(string build)
    {
        var user = long.Parse(Property("ContainerUser"), CultureInfo.InvariantCulture);
        var ports = s_project.Descendants("ContainerPort").SelectMany(p => p.Attribute("Include")!.Value.Split(';')).Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToHashSet();
        foreach (var silo in Build.Read(build).Silos)
        {
            Assert.Equal(user, silo.Pod.SecurityContext.RunAsUser);
            Assert.Subset(ports, silo.Silo!.Ports.Select(p => p.ContainerPort).ToHashSet());
            Assert.EndsWith(Property("ContainerRepository"), silo.Silo.Image.Split(':')[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Image_Base_IsSmallAndWithoutShell() => Assert.EndsWith("-chiseled", Property("ContainerFamily"), StringComparison.Ordinal);

    private static string Property(string name) => s_project.Descendants(name).Single().Value;
}
