namespace Mesh.Routing.Tasks.BuiltIn;

/// <summary>Questions about pictures; a request with a picture is of this class in any case.</summary>
internal static class VisionExamples
{
    public const string Lines = """
        2|What is in this {image/picture/photo}?
        2|Describe the attached {photo/screenshot/painting} in {detail/one sentence}.
        2|How many {people/cars/apples} are in the picture?
        3|Read the text in this {image/scan/photo of a sign} and transcribe it.
        2|What {colour is the car/brand is the shoe/breed is the dog} in the photo?
        3|What does the {chart/graph/diagram} in the image show? Give the {trend/highest value}.
        3|Look at the screenshot and tell me {why the layout is broken/which button to press/what the error says}.
        3|Compare the two pictures: what {changed/is different}?
        3|Is there a {stop sign/person/crack} visible in this image? Where?
        3|Generate alt text for the attached {picture/infographic}.
        3|Transcribe the handwriting in this {photo/scanned page}.
        3|What emotion does the {woman/child} in the picture show?
        3|Here is a photo of my {plant/rash/engine}. What could be wrong with it?
        3|Extract the table from the attached {image/scanned invoice}.
        2|Which {landmark/animal/flower} is this? [image]
        3|Is this x-ray image {normal/showing a fracture}?
        2|Write a caption for this {photo/picture}.
        3|Given the floor plan in the image, {how many rooms are there/where is the exit}?
        3|Identify the objects in the picture and give their {bounding boxes/positions}.
        3|From the picture of my fridge, what could I {cook/buy}?
        3|What is written on the {label/whiteboard/receipt} in the photo?
        2|Does the person in the image wear {glasses/a helmet}?
        3|Explain the meme in this {image/screenshot}.
        3|Solve the exercise in the attached photo of {the blackboard/my homework}.
        3|In the {map/satellite image} shown, which {river/road} crosses the border?
        """;
}
