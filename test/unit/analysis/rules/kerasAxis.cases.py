import keras
import tensorflow as tf
from keras import backend as K
from keras import layers
from keras.layers import Activation, BatchNormalization, Conv2D, Conv3D, Input, MaxPooling2D

# --- the default axis after channels first, in a list of layers
net = keras.Sequential([layers.Conv2D(8, 3, data_format="channels_first"), layers.BatchNormalization()])  # NRM601 warning: axis=-1 takes the last axis of space
# --- in a functional graph, with an activation between
x = Input((3, 32, 32))
x = Conv2D(8, 3, data_format="channels_first")(x)
x = Activation("relu")(x)
x = BatchNormalization(axis=-1)(x)  # NRM601 warning: the data is channels_first
# --- axis 3 is the last one, too
x = Conv2D(8, 3, data_format="channels_first")(Input((3, 32, 32)))
x = BatchNormalization(axis=3)(x)  # NRM601 warning: axis=3
# --- axis 1 after channels last
x = Conv2D(8, 3, data_format="channels_last")(Input((32, 32, 3)))
x = BatchNormalization(axis=1)(x)  # NRM601 warning: takes the first axis of space
# --- axis 1 after a convolution of the default format
x = Conv2D(8, 3)(Input((32, 32, 3)))
x = BatchNormalization(axis=1)(x)  # NRM601 information: takes the first axis of space
# --- a format that is set for the whole file, and the default axis
K.set_image_data_format("channels_first")
model = keras.Sequential()
model.add(Conv2D(8, 3))
model.add(BatchNormalization())  # NRM601 warning: the data is channels_first
# --- the old name of the setting
K.set_image_dim_ordering("th")
x = Conv2D(8, 3)(Input((3, 32, 32)))
x = MaxPooling2D()(x)
x = BatchNormalization()(x)  # NRM601 warning
# --- channels last set for the whole file, and axis 1
keras.config.set_image_data_format("channels_last")
x = Conv2D(8, 3)(Input((32, 32, 3)))
x = BatchNormalization(axis=1)(x)  # NRM601 warning: the data is channels_last
# --- in a model's own class
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = tf.keras.layers.Conv3D(8, 3, data_format="channels_first")
        self.norm = tf.keras.layers.BatchNormalization()  # NRM601 warning
    def call(self, x):
        return self.norm(tf.nn.relu(self.conv(x)))
# --- in a function that makes blocks, in every one of its calls
def block(x, filters):
    x = Conv2D(filters, 3, data_format="channels_first")(x)
    return BatchNormalization()(x)  # NRM601 warning
x = block(block(Input((3, 32, 32)), 8), 16)
# --- groups
x = Conv2D(32, 3, data_format="channels_first")(Input((3, 32, 32)))
x = layers.GroupNormalization(8)(x)  # NRM601 warning: GroupNormalization

# --- axis 1 after channels first
x = Conv2D(8, 3, data_format="channels_first")(Input((3, 32, 32)))
x = BatchNormalization(axis=1)(x)
# --- axis -3 is that, too
x = Conv2D(8, 3, data_format="channels_first")(Input((3, 32, 32)))
x = BatchNormalization(axis=-3)(x)
# --- the defaults of both
x = Conv2D(8, 3)(Input((32, 32, 3)))
x = BatchNormalization()(x)
x = Conv3D(8, 3)(x)
x = BatchNormalization(axis=4)(x)
# --- an axis that follows the format
axis = 1 if K.image_data_format() == "channels_first" else 3
x = Conv2D(8, 3)(Input((3, 32, 32)))
x = BatchNormalization(axis=axis)(x)
# --- channels first set for the whole file, and axis 1
K.set_image_data_format("channels_first")
x = Conv2D(8, 3)(Input((3, 32, 32)))
x = BatchNormalization(axis=1)(x)
# --- a format that is set under a condition
if K.backend() == "theano":
    K.set_image_data_format("channels_first")
x = Conv2D(8, 3)(Input((3, 32, 32)))
x = BatchNormalization()(x)
# --- two formats that are set
K.set_image_data_format("channels_first")
K.set_image_data_format("channels_last")
x = Conv2D(8, 3)(Input((3, 32, 32)))
x = BatchNormalization(axis=1)(x)
# --- a format that is a parameter
def block(x, data_format="channels_first"):
    x = Conv2D(8, 3, data_format=data_format)(x)
    return BatchNormalization()(x)
# --- a condition that asks for the format
def block(x):
    x = Conv2D(8, 3)(x)
    if K.image_data_format() == "channels_first":
        return BatchNormalization(axis=1)(x)
    return BatchNormalization(axis=3)(x)
# --- axis 1 and images whose shape has channels first: the setting is the user's
x = Conv2D(8, 3, input_shape=(3, 32, 32))(Input((3, 32, 32)))
x = BatchNormalization(axis=1)(x)
# --- axes moved between
x = Conv2D(8, 3, data_format="channels_first")(Input((3, 32, 32)))
x = layers.Permute((2, 3, 1))(x)
x = BatchNormalization()(x)
# --- no convolution before
x = layers.Dense(8)(Input((4, 32)))
x = BatchNormalization(axis=1)(x)
# --- imported from the files of old versions
from keras.layers.convolutional import Conv2D as Convolution
from keras.layers.normalization import BatchNormalization as Norm
x = Convolution(8, 3, data_format="channels_first")(Input((3, 32, 32)))
x = Norm()(x)  # NRM601 warning
# --- a model of which nothing says that channels come last, and which turns them there at its end
from keras import backend as K
def colors(shape):
    image = Input(shape=shape)
    x = Conv2D(64, (3, 3), padding="same")(image)
    x = BatchNormalization(axis=1)(x)
    return K.permute_dimensions(x, [0, 2, 3, 1])
# --- a block of a model in another file
def block(x, width):
    return BatchNormalization(axis=1)(Conv2D(width, 3)(x))
# --- axis 1, and a shape of which all but the first is height and width
def net(image_shape):
    height, width = image_shape[1:]
    x = Conv2D(8, 3)(Input(image_shape))
    return BatchNormalization(axis=1)(x)
# --- as in Zeta36/chess-alpha-zero#90, before the fix
def residual_block(x, filters):
    shortcut = x
    x = Conv2D(filters, 3, padding="same", data_format="channels_first", use_bias=False)(x)
    x = BatchNormalization(axis=-1)(x)  # NRM601 warning
    x = Activation("relu")(x)
    return layers.Add()([shortcut, x])
# --- as in Zeta36/chess-alpha-zero#90, after the fix
def residual_block(x, filters):
    shortcut = x
    x = Conv2D(filters, 3, padding="same", data_format="channels_first", use_bias=False)(x)
    x = BatchNormalization(axis=1)(x)
    x = Activation("relu")(x)
    return layers.Add()([shortcut, x])
# --- as in DCASE-REPO/dcase2018_baseline#18, before the fix
model = keras.Sequential()
model.add(Conv2D(32, 7, padding="same", data_format="channels_last", input_shape=(40, 500, 1)))
model.add(BatchNormalization(axis=1))  # NRM601 warning
model.add(Activation("relu"))
model.add(MaxPooling2D((5, 5), data_format="channels_last"))
# --- as in DCASE-REPO/dcase2018_baseline#18, after the fix
model = keras.Sequential()
model.add(Conv2D(32, 7, padding="same", data_format="channels_last", input_shape=(40, 500, 1)))
model.add(BatchNormalization(axis=-1))
model.add(Activation("relu"))
model.add(MaxPooling2D((5, 5), data_format="channels_last"))
# --- as in dblN/stochastic_depth_keras#1, before the fix: images in Theano's order, the default axis
K.set_image_dim_ordering("th")

def block(x, filters):
    x = Conv2D(filters, 3, padding="same")(x)
    x = BatchNormalization()(x)  # NRM601 warning
    return Activation("relu")(x)
# --- as in dblN/stochastic_depth_keras#1, after the fix
K.set_image_dim_ordering("th")

def block(x, filters):
    x = Conv2D(filters, 3, padding="same")(x)
    x = BatchNormalization(axis=1)(x)
    return Activation("relu")(x)
