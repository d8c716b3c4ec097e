using Mesh.Testing;

namespace Mesh.Silo.Tests.Api;

/// <summary>A test that needs a part of the data folder, and says so where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(string path)
    {
        if (TestData.Find(path) is null)
        {
            Skip = $"'{path}' is in no data folder: set MESH_TEST_DATA to it, or put it beside the repository as ../shared/data.";
        }
    }
}
