import torch
import torchvision
from torchvision import transforms
from torchvision import transforms as T
from torchvision.transforms import v2

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]

# --- Normalize before ToTensor
t = T.Compose([T.RandomCrop(32), T.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)), T.ToTensor()])  # NRM801 warning: T.Normalize comes before the conversion
# --- v2, before the conversion of bytes
t = v2.Compose([
    v2.ToImage(),
    v2.Normalize(mean=MEAN, std=STD),  # NRM801 warning: raises on images and on bytes
    v2.RandomHorizontalFlip(),
    v2.ToDtype(torch.float32, scale=True),
])
# --- v2, converted and not scaled
t = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32), v2.Normalize(MEAN, STD)])  # NRM801 warning: gets values up to 255
# --- times 255 in between
t = T.Compose([
    T.ToTensor(),
    T.Lambda(lambda x: x * 255),
    T.Normalize(mean=MEAN, std=STD),  # NRM801 warning: has statistics of values between 0 and 1
])
# --- the same by a method
t = T.Compose([T.ToTensor(), T.Lambda(lambda x: x.mul(255.0)), T.Normalize(MEAN, STD)])  # NRM801 warning
# --- between -1 and 1 before
t = T.Compose([
    T.ToTensor(),
    T.Lambda(lambda t: (t * 2) - 1),
    T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),  # NRM801 warning: gets values that are centred already
])
# --- normalized twice
normalize = T.Normalize(MEAN, STD)  # NRM801 warning: centred already
t = T.Compose([T.Resize(256), T.ToTensor(), T.Normalize([0.5] * 3, [0.5] * 3), T.Normalize((0.5,), (0.5,)), normalize])
u = T.Compose([T.Resize(256), T.ToTensor(), T.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)), normalize])
# --- divided by 255 after ToTensor
t = transforms.Compose([
    transforms.CenterCrop(224),
    transforms.ToTensor(),
    transforms.Lambda(lambda image: image / 255),  # NRM801 warning: divides by 255 again
])
# --- statistics of bytes
t = T.Compose([
    T.Resize(224),
    T.ToTensor(),
    T.Normalize(mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375]),  # NRM801 warning: values between 0 and 255
])
# --- nothing at all, for a pretrained model
model = torchvision.models.resnet50(weights="DEFAULT")
t = T.Compose([T.ToTensor(), T.Normalize((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))])  # NRM801 warning: the model is pretrained on other values
# --- the usual order
t = T.Compose([T.RandomResizedCrop(224), T.ToTensor(), T.Normalize(MEAN, STD)])
# --- v2 in the usual order
t = v2.Compose([v2.ToImage(), v2.RandomResizedCrop(224), v2.ToDtype(torch.float32, scale=True), v2.Normalize(MEAN, STD)])
# --- values of 0 to 255 for statistics of theirs
t = T.Compose([T.ToTensor(), T.Lambda(lambda x: x * 255), T.Normalize([123.675, 116.28, 103.53], [1, 1, 1])])
# --- to -1 and 1, by statistics of its own
t = T.Compose([T.ToTensor(), T.Normalize((0.5,), (0.5,))])
# --- tensors from the start: nothing converts them
t = T.Compose([T.RandomHorizontalFlip(), T.Normalize(MEAN, STD)])
# --- a transform of its own that may convert
class ToFloat:
    def __call__(self, x):
        return torch.from_numpy(x).float()

t = T.Compose([ToFloat(), T.Normalize(MEAN, STD), T.ToTensor()])
# --- a list that is built up elsewhere
steps = [T.Normalize(MEAN, STD)]
steps += more(T.ToTensor())
t = T.Compose(steps)
# --- arrays of floats, which ToTensor does not scale
t = T.Compose([T.ToTensor(), T.Normalize([123.675, 116.28, 103.53], [58.395, 57.12, 57.375])])
# --- mean 0 and spread 1 for a model that begins from nothing
model = torchvision.models.resnet18(weights=None)
t = T.Compose([T.ToTensor(), T.Normalize((0, 0, 0), (1, 1, 1))])
# --- albumentations has another order
import albumentations as A
from albumentations.pytorch import ToTensorV2

t = A.Compose([A.Normalize(MEAN, STD), ToTensorV2()])
# --- undone for showing
t = T.Compose([T.Normalize([0, 0, 0], [1 / s for s in STD]), T.Normalize([-m for m in MEAN], [1, 1, 1]), T.ToPILImage()])
# --- who knows what is in between
t = T.Compose([T.ToTensor(), T.Lambda(lambda x: x * 255), T.Lambda(prepare), T.Normalize(MEAN, STD)])
# --- tensors that are made smaller in the end
t = v2.Compose([v2.Normalize(MEAN, STD), v2.ToDtype(torch.float16)])
