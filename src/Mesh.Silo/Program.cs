using Mesh.Silo.Hosting;

var app = MeshHost.Build(args).MapDoors();
await app.RunAsync();
