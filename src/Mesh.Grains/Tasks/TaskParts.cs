using Mesh.Grains.Access;
using Mesh.Grains.Draining;
using Mesh.Grains.Hosting;
using Mesh.Grains.Plans;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Mesh.Grains.Tasks;

/// <summary>What the tasks of a silo share.</summary>
internal sealed record TaskParts(
    IGrainStorage Storage, MeshRouter Router, RoutePlans Plans, TenantGrains Grains, ICallerStanding Standing, SiloState State, TaskPlaces Places, MeshInstruments Instruments,
    IOptions<MeshSiloOptions> Options, TimeProvider Time, ILogger<TaskRun> Logger);
