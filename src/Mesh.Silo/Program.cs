using Mesh.Silo.Hosting;

var settings = MeshSettings.From(args);
if (StartCheck.Run(settings) is { Count: > 0 } reasons)
{
    reasons.ToList().ForEach(Console.Error.WriteLine);
    return 1;
}

await MeshHost.Build(settings).MapDoors().RunAsync();
return 0;
